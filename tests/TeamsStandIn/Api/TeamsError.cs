namespace ChatRuns.StandIns.Api;

/// <summary>Teams says no: a status and its code.</summary>
internal sealed class TeamsError(int status, string code) : Exception(code)
{
    public int Status => status;

    public string Code => Message;
}

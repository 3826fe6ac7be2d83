using ChatRuns.Store;

namespace ChatRuns.Bot.Commands;

/// <summary>The same thing delivered twice starts one run: its id in the journal comes from the platform's id of the delivery.</summary>
internal static class Deliveries
{
    /// <summary>A GUID from a delivery's id; null for null.</summary>
    public static Guid? IdOf(string? delivery) => delivery is null ? null : Append.IdOf("delivery/" + delivery);
}

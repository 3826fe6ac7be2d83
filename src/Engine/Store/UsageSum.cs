namespace ChatRuns.Store;

/// <summary>What an agent used in a time.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Runs">Runs that started (test runs left out).</param>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="Credits">Credits that were told.</param>
public sealed record UsageSum(string Agent, long Runs, long InputTokens, long OutputTokens, decimal Credits);

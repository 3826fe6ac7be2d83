namespace ChatRuns.Bot.Api;

/// <summary>Examples of the description; each fits the schema of its type.</summary>
internal static class ApiExamples
{
    /// <summary>A page of one run.</summary>
    public const string RunList = """
        {
          "runs": [
            {
              "number": 1042, "url": "https://runs.example.org/api/v1/runs/1042", "page": "https://runs.example.org/runs/1042",
              "agent": "site-check", "title": "Site check", "status": "Failed", "test": false, "archived": false,
              "trigger": "Schedule", "triggerName": "every 5 min", "startedBy": "ChatRuns", "target": "eu-prod",
              "queuedAt": "2026-11-21T14:02:11+00:00", "startedAt": "2026-11-21T14:02:11.204+00:00", "endedAt": "2026-11-21T14:02:12.036+00:00", "tookMs": 832,
              "step": "fetch",
              "error": { "cause": "TargetUnreachable", "message": "connection refused, https://shop.example/health", "remedy": "Check the address and the network between, then rerun it.", "step": "fetch" },
              "summary": "fetch: connection refused",
              "actionCounts": { "proposed": 0, "approved": 0, "rejected": 0, "automatic": 0, "open": 0, "failed": 0, "expired": 0, "unknown": 0 }
            }
          ],
          "total": 241, "totalIsExact": true, "next": "AQAAAZqn8cIgAAAAAAAAABIAAAGap_HCIAAAAAAAAAARtM2Ox0p6mvE"
        }
        """;

    /// <summary>A run that was started.</summary>
    public const string RunLink = """{ "number": 1043, "url": "https://runs.example.org/api/v1/runs/1043", "page": "https://runs.example.org/runs/1043" }""";

    /// <summary>A start.</summary>
    public const string StartBody = """{ "variables": { "days": 14 }, "target": "eu-prod", "test": true }""";
}

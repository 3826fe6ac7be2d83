namespace ChatRuns.Agents;

/// <summary>How the sender of a webhook signs.</summary>
public enum WebhookPreset
{
    /// <summary>As Standard Webhooks says: <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>.</summary>
    Standard,

    /// <summary>As GitHub does: <c>X-Hub-Signature-256</c>, <c>X-GitHub-Delivery</c>, <c>X-GitHub-Event</c>.</summary>
    GitHub,
}

/// <summary>A signed request to the agent's address; each message is a run of its own, which reads it as <c>{{run.hook.…}}</c>.</summary>
/// <param name="Name">Unique within the agent.</param>
/// <param name="Preset">How it is signed.</param>
/// <param name="Headers">Names of the headers that the run can read, in lower case.</param>
/// <param name="Intake">Its secrets, its condition, and what becomes of variables.</param>
public sealed record WebhookTrigger(string Name, WebhookPreset Preset, IReadOnlyList<string> Headers, Intake Intake) : Trigger(Name), IGuardedTrigger
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Secrets => Intake.Secrets;
}

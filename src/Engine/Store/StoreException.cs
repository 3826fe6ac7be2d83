namespace ChatRuns.Store;

/// <summary>The store could not do it; the message names the place and the remedy. Nothing of the append is stored.</summary>
public class StoreException : Exception
{
    /// <summary>With what happened, where, and what to do.</summary>
    public StoreException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}

/// <summary>There is no space left. The store goes on reading, and writes again by itself once there is space.</summary>
public sealed class StoreFullException(string place, Exception? cause = null)
    : StoreException($"No space left for {place}. Nothing was stored. Free space on that disk; ChatRuns goes on by itself.", cause);

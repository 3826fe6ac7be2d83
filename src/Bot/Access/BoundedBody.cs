using System.Buffers;

namespace ChatRuns.Bot.Access;

/// <summary>Reads the body of a request whose sender is not known yet: whole, and never more of it than is wanted.</summary>
internal static class BoundedBody
{
    /// <summary>The bytes as they came; null when there are more than <paramref name="most"/>, and then the rest is not read.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most, CancellationToken cancel)
    {
        if (request.ContentLength > most) return null;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            if (read.Buffer.Length > most) return null;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

using ChatRuns.StandIns.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ChatRuns.StandIns.Api;

/// <summary>Files: addresses that need no token, as Teams gives them for a few minutes.</summary>
internal sealed class FileService(Tenant tenant)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/files/{id}", (string id) =>
        {
            lock (tenant.Gate) return tenant.Files.TryGetValue(id, out var bytes) ? Results.Bytes(bytes) : Results.NotFound();
        });
        app.MapPut("/files/{id}", async (string id, HttpContext http) =>
        {
            using var content = new MemoryStream();
            await http.Request.Body.CopyToAsync(content, http.RequestAborted);
            Put(id, content.ToArray(), http.Request.Headers);
            return Results.Ok();
        });
    }

    private void Put(string id, byte[] bytes, IHeaderDictionary headers)
    {
        lock (tenant.Gate)
        {
            if (headers.ContentRange != $"bytes 0-{Math.Max(0, bytes.Length - 1)}/{bytes.Length}") tenant.Violations.Add($"a file of {bytes.Length} bytes was put with the range '{headers.ContentRange}'");
            if (headers.Authorization.Count > 0) tenant.Violations.Add("a token went to the address of a file");
            tenant.Files[id] = bytes;
            tenant.Changed();
        }
    }
}

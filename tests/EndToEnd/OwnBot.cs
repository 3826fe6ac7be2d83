namespace ChatRuns.EndToEnd;

/// <summary>A bot with agents of its own, as somebody writes them.</summary>
public sealed class OwnBot : RunningBot
{
    public OwnBot(Chromium chromium)
        : base(chromium, new())
    {
        Home.Settings = ["--AgentsFolder", Home.PathOf("agents"), "--Tools:Files:Roots:shop", Shop];
        Directory.CreateDirectory(Shop);
        WriteAgent("hello.yaml", """
            title: Say hello
            steps:
              - name: greet
                program: [bash, -c, "echo hello"]
            """);
    }

    /// <summary>A folder that the file tools may change.</summary>
    public string Shop => Home.PathOf("shop");

    /// <summary>Writes a file into the agents folder; one that ends in .sh may be executed.</summary>
    public void WriteAgent(string file, string content) =>
        Home.Write(Path.Combine("agents", file), content, isProgram: file.EndsWith(".sh", StringComparison.Ordinal));

    /// <summary>Writes a file into the shop.</summary>
    public string WriteFile(string name, string content) => Home.Write(Path.Combine("shop", name), content);
}

using ChatRuns.Bot.Control;

return await ProgramVerbs.RunAsync(args);

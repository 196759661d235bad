using System.Globalization;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Coding;

/// <summary>Runs a Python program on many inputs in the sandbox. What is expected never gets there.</summary>
/// <param name="tools">Sandbox and workspaces.</param>
internal sealed class ProgramRunner(AgentTools tools)
{
    private const string ProgramName = "program.py";

    // What solutions of contests are used to find: LiveCodeBench's runner brings such names in as well.
    private const string Names = """
        import sys, math, re, string, random, heapq, bisect, itertools, functools, collections, operator, copy, datetime
        from typing import *
        from collections import *
        from itertools import *
        from functools import *
        from heapq import *
        from bisect import *
        from math import *
        sys.setrecursionlimit(50000)

        """;

    private readonly AgentTools _tools = tools;

    /// <summary>Runs the program until an input makes it fail.</summary>
    /// <param name="code">The program, or a class Solution or a function.</param>
    /// <param name="function">The function that is called with the input's lines as arguments; null for a program that reads and prints.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="limit">The most time for one.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>An output for each input up to the first that failed, and what failed, or null.</returns>
    public async Task<(IReadOnlyList<string> Outputs, string? Failure)> RunAsync(string code, string? function, IReadOnlyList<string> inputs, TimeSpan limit, CancellationToken cancellation)
    {
        using TemporaryWorkspace workspace = _tools.NewWorkspace();
        await File.WriteAllTextAsync(Path.Combine(workspace.Path, ProgramName), Names + code + (function is null ? string.Empty : Caller(function)), cancellation).ConfigureAwait(false);
        for (int i = 0; i < inputs.Count; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(workspace.Path, $"in{i}"), inputs[i], cancellation).ConfigureAwait(false);
        }

        string seconds = limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        string script = $"for i in $(seq 0 {inputs.Count - 1}); do timeout -k 1 {seconds} python3 {ProgramName} < in$i > out$i 2> err$i; echo $? > code$i; [ $(cat code$i) = 0 ] || exit 0; done";
        SandboxResult result = await _tools.CreateSandbox(workspace.Path).RunAsync(["bash", "-c", script], (limit * inputs.Count) + TimeSpan.FromMinutes(1), cancellation).ConfigureAwait(false);
        var outputs = new List<string>();
        for (int i = 0; i < inputs.Count; i++)
        {
            string ended = Read(workspace, $"code{i}").Trim();
            if (ended != "0")
            {
                string error = Read(workspace, $"err{i}").Trim().Split('\n')[^1];
                return (outputs, ended == "124" ? $"test {i + 1}: it ran longer than {seconds} s" : $"test {i + 1}: {result.Ended ?? (error.Length > 0 ? error : $"exit code {ended}")}");
            }

            outputs.Add(Read(workspace, $"out{i}"));
        }

        return (outputs, null);
    }

    private static string Read(TemporaryWorkspace workspace, string name)
    {
        // A program may have put a link there that leads elsewhere; then there is no output.
        var file = new FileInfo(Path.Combine(workspace.Path, name));
        return file.Exists && file.LinkTarget is null ? File.ReadAllText(file.FullName) : string.Empty;
    }

    private static string Caller(string function) => $$"""


        import json as _json
        _arguments = [_json.loads(line) for line in sys.stdin.read().split('\n') if line.strip()]
        _function = getattr(Solution(), '{{function}}') if 'Solution' in globals() else globals()['{{function}}']
        print(_json.dumps(_function(*_arguments)))
        """;
}

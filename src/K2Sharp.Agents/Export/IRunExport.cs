using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Export;

/// <summary>A form in which a run can be handed on.</summary>
public interface IRunExport
{
    /// <summary>The form's name on the command line.</summary>
    string Name { get; }

    /// <summary>Writes a run.</summary>
    /// <param name="run">Its id.</param>
    /// <param name="records">Its entries.</param>
    /// <param name="output">Where to.</param>
    void Write(string run, IReadOnlyList<JournalRecord> records, Stream output);
}

namespace K2Sharp.Evals.Grading;

/// <summary>Names of the figures beside the score; the report knows how to sum them up.</summary>
internal static class MetricNames
{
    /// <summary>1 where no answer could be found in the reply by the task's rules.</summary>
    public const string ExtractionFailed = "extraction_failed";

    /// <summary>1 where the answer was found only by the last resort, such as the last number of the text.</summary>
    public const string FallbackUsed = "fallback_used";

    /// <summary>The confidence that the model states, 0 to 100.</summary>
    public const string Confidence = "confidence";

    /// <summary>The share of the documents needed that were opened.</summary>
    public const string EvidenceRecall = "evidence_recall";

    /// <summary>The share of the steps that were right before the first wrong one.</summary>
    public const string Progress = "progress";

    /// <summary>1 where the reply calls tools.</summary>
    public const string CallsTools = "calls_tools";

    /// <summary>1 where the reference's reply calls tools.</summary>
    public const string ReferenceCallsTools = "reference_calls_tools";

    /// <summary>Of a reply that calls tools: 1 where every call names a declared tool and fits its schema.</summary>
    public const string SchemaValid = "schema_valid";
}

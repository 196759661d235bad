namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>
/// The Python side of BFCL's multi-turn test: the published classes, once for the model's calls and once for the expected ones, and the published
/// comparison of both (bfcl_eval, multi_turn_checker.py: the state after each turn, and all expected results among those that the model has seen).
/// </summary>
internal static class MultiTurnDriver
{
    /// <summary>Where the published classes import each other from.</summary>
    public const string Package = "bfcl_eval/eval_checker/multi_turn_eval/func_source_code";

    /// <summary>The file of each class.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GorillaFileSystem"] = "gorilla_file_system",
        ["MathAPI"] = "math_api",
        ["MessageAPI"] = "message_api",
        ["TwitterAPI"] = "posting_api",
        ["TicketAPI"] = "ticket_api",
        ["TradingBot"] = "trading_bot",
        ["TravelAPI"] = "travel_booking",
        ["VehicleControlAPI"] = "vehicle_control",
    };

    /// <summary>Run once; the names that it defines are called afterwards.</summary>
    public const string Text = """
        import copy, importlib, inspect, json, sys
        sys.path.insert(0, '.')

        class Side:
            def __init__(self, classes, config):
                self.instances, self.methods, self.results = {}, {}, []
                for name, module in classes.items():
                    made = getattr(importlib.import_module('bfcl_eval.eval_checker.multi_turn_eval.func_source_code.' + module), name)()
                    if hasattr(made, '_load_scenario'):
                        made._load_scenario(copy.deepcopy(config.get(name, {})), long_context=False)
                    self.instances[name] = made
                    for method, bound in inspect.getmembers(made, predicate=inspect.ismethod):
                        if not method.startswith('_'):
                            self.methods[method] = bound

            def run(self, action):
                try:
                    result = action(self.methods)
                    if isinstance(result, dict):
                        try:
                            result = json.dumps(result)
                        except Exception:
                            result = str(result)
                    result = result if isinstance(result, str) else str(result)
                except Exception as error:
                    result = 'Error during execution: ' + str(error)
                self.results.append(result)
                return result

        def begin(classes, config):
            global model, truth, calls
            model, truth, calls = Side(classes, config), Side(classes, config), 0

        def call(name, arguments):
            global calls
            calls += 1
            if name not in model.methods:
                return 'Error during execution: there is no function ' + name
            return model.run(lambda methods: methods[name](**arguments))

        def end_turn(expected):
            global calls
            made, calls = calls, 0
            before = len(truth.results)
            for text in expected:
                truth.run(lambda methods: eval(text, dict(methods)))
            if not expected:
                return None
            if made == 0:
                return 'no call where some were expected'
            for name, instance in truth.instances.items():
                for attribute, value in vars(instance).items():
                    if not attribute.startswith('_') and getattr(model.instances[name], attribute, None) != value:
                        return name + '.' + attribute + ' is not as it should be'
            seen = list(model.results)
            for result in truth.results[before:]:
                if result not in seen:
                    return 'a result is missing: ' + result[:200]
                seen.remove(result)
            return None
        """;
}

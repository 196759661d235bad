return K2Sharp.Training.TrainCommand.Invoke(args);

import MartCLI

TransformCommand.main()

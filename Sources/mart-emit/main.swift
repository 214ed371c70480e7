import MartCLI

EmitCommand.main()

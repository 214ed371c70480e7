import MartCLI

MartCommand.main()

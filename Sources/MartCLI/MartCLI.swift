// MartCLI
import ArgumentParser

// MartTesting

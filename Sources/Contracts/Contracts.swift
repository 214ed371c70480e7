// Contracts
import Yams

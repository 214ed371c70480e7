// Extraction
import Crypto

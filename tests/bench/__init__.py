"""The benchmark: every figure that an issue asks for, measured here and compared with its limit."""

"""The benchmark: every figure that an issue asks for, measured on this machine and compared with its limit."""

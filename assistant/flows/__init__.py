"""What the assistant does: small classes over ports, the same for the command line, the application and the evals."""

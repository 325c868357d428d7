"""The paper's figures 1 to 7 and its claims, rebuilt and tested."""

"""Final demand for clean products by country, and what is stated of their making: demand."""

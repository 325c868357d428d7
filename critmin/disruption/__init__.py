"""What a stop takes from a buyer: exposure, shock."""

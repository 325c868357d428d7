"""Loss of a buyer's imports if suppliers stop exporting: exposure, shock."""

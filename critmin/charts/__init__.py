"""Charts: what a picture shows and says, without its drawing; and charts as text. Pure."""

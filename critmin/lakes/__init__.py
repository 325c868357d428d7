"""A user's own trade data: readers of publishers' files, the store, the engines that read it."""

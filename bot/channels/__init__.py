"""Where do people write to us, and how do we reach them? One folder for each channel."""

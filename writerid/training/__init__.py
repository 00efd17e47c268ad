"""Learning the network and the encoder, and measuring them."""

"""How would a campaign go, before anybody is written to? The product's own rules under a virtual clock, with simulated people.

Nothing here can send: there is no channel, only ``channel.SimulatedChannel``, which answers as one might.
"""

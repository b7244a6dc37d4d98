"""The running bot: channels, inbound turns, outbound delivery, web server, monitoring, wiring."""

"""The windows of the network: query and retrieve, the list of nodes."""

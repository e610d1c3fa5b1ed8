"""Engineering issues of tickets, in whichever tracker they are kept."""

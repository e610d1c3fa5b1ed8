"""What is wrong with an installation, and what to do: for the terminal, a screen of admins and programs."""

"""The engine behind any endpoint that speaks OpenAI's API: OpenAI, Azure, vLLM, Ollama."""

"""The engine behind any endpoint that speaks OpenAI's API: OpenAI, Azure, vLLM, Ollama."""

from assistant.engines.openai.engine import OpenAIEngine, openai_engine

__all__ = ["OpenAIEngine", "openai_engine"]

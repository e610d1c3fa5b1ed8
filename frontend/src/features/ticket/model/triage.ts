import type { ConfidenceWord } from '../types';

const CHOICES: Record<string, readonly string[]> = {
  type: ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'],
  sentiment: ['positive', 'neutral', 'negative', 'angry'],
  urgency: ['low', 'normal', 'high', 'critical'],
  complexity: ['T1', 'T2', 'T3'],
};

/** What a triage field may be corrected to; empty for fields of free text. */
export function triageChoices(field: string): readonly string[] {
  return CHOICES[field] ?? [];
}

/** A share of 0 to 1 in the three words of the interface. */
export function confidenceWord(confidence: number): ConfidenceWord {
  if (confidence >= 0.8) return 'high';
  return confidence >= 0.5 ? 'medium' : 'low';
}

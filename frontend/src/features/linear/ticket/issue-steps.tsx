import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/shared/api';
import { labelOf } from '../api';

type Entry = Schemas['Entry'];
type Changed = Schemas['IssueChangeStep'];

/** "DATA-1 is linked: Stale session" */
export function IssueLinkedText({ entry }: { entry: Entry }) {
  const { t } = useTranslation('linear');
  if (entry.kind !== 'integration' || entry.payload.step !== 'issue_linked') return t('step.linked');
  return t('step.linkedOf', { key: entry.payload.key, title: entry.payload.title });
}

/** "DATA-1: In Progress, was Triage" */
export function IssueChangeText({ entry }: { entry: Entry }) {
  const { t } = useTranslation('linear');
  if (entry.kind !== 'integration' || entry.payload.step !== 'issue_changed') return t('step.changed');
  const { what, key, status, was, system }: Changed = entry.payload;
  const name = key || t('step.noKey');
  const words = entry.body_text;
  return t(`step.${what}`, { key: name, status, was, words, tracker: labelOf(system) });
}

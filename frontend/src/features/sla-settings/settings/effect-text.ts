import { useTranslation } from 'react-i18next';
import { useTeams } from '@/shared/directory';
import { TO_TEAM, type Preview } from './api';

const ACTION_LIST: Intl.ListFormatOptions = { style: 'long', type: 'conjunction' };

/** What a step asks for, in words: "Tell the team and Raise the priority". */
export function useActionsText(): (actions: readonly string[]) => string {
  const { t, i18n } = useTranslation('sla-settings');
  const teams = useTeams();
  const nameOf = (action: string): string => {
    if (!action.startsWith(TO_TEAM)) return t(`action.${action}`);
    const slug = action.slice(TO_TEAM.length);
    return t('action.toTeam', { team: teams.find((team) => team.slug === slug)?.name ?? slug });
  };
  return (actions) =>
    actions.length === 0 ? t('action.nothing') : new Intl.ListFormat(i18n.language, ACTION_LIST).format(actions.map(nameOf));
}

/** 0.05 as "5%", in the way of the reader's language. */
export function shareText(fraction: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(fraction);
}

/** What publishing makes of the steps that open tickets are past, a sentence for each. */
export function useStepEffects(): (preview: Preview) => string[] {
  const { t, i18n } = useTranslation('sla-settings');
  const actionsText = useActionsText();
  return ({ steps }) =>
    steps.map(({ kind, fraction, actions, acts, count }) =>
      t(acts ? 'effect.acts' : 'effect.passed', {
        count,
        share: shareText(fraction, i18n.language),
        clock: t(`shared:clock.${kind}`),
        actions: actionsText(actions),
      }),
    );
}

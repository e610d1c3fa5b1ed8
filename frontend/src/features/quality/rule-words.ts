import { useTranslation } from 'react-i18next';
import { SHIPPED, type Rule } from './words';

export interface RuleWords {
  name: string;
  about: string;
  /** What each level means, the lowest first. */
  levels: readonly [string, string, string];
}

/** A criterion in words: its own, else the shipped ones in the reader's language. */
export function useRuleWords(): (rule: Pick<Rule, 'key' | 'name' | 'about' | 'levels'>) => RuleWords {
  const { t } = useTranslation('quality');
  return ({ key, name, about, levels }) => {
    const shipped = SHIPPED.find((one) => one === key);
    const level = (place: 0 | 1 | 2): string => levels[place] || (shipped ? t(`rule.${shipped}.${place}`) : '');
    return {
      name: name || (shipped ? t(`rule.${shipped}.name`) : key),
      about: about || (shipped ? t(`rule.${shipped}.about`) : ''),
      levels: [level(0), level(1), level(2)],
    };
  };
}

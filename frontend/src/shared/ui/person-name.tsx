import { useTranslation } from 'react-i18next';

/** What the server calls everybody whose data was erased; a test holds it to `core.persons.ERASED`. */
export const ERASED = 'Erased person';

/** The name of a customer as readers see it: somebody erased has none, and is called so in their language. */
export function useShownName(): (name: string) => string {
  const { t } = useTranslation('shared');
  return (name) => (name === ERASED ? t('erasedPerson') : name);
}

/** The same as text. */
export function PersonName({ name }: { name: string }) {
  return useShownName()(name);
}

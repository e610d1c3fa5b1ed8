import { useTranslation } from 'react-i18next';

/** How well somebody knows something, as dots; where words beside it say so, it is a picture alone. */
export function Level({ level }: { level: number }) {
  const { t } = useTranslation('people');
  const name = t(`level.${level}`);
  return (
    <span className="lv" role="img" aria-label={name} title={name}>
      {[1, 2, 3].map((step) => (
        <i key={step} className={step <= level ? 'on' : undefined} />
      ))}
    </span>
  );
}

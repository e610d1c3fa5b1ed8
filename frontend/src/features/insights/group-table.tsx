import { useTranslation } from 'react-i18next';
import { figureOf, isGood } from './shown';
import type { By, Definition, Group, Measure } from './words';

export interface GroupTableProps {
  groups: readonly Group[];
  definitions: readonly Definition[];
  by: By;
  columns: readonly Measure[];
  opened: { measure?: Measure | undefined; group?: string | undefined };
  onOpen: (measure: Measure, group: string) => void;
}

/** A line for each group; each figure opens its tickets. */
export function GroupTable({ groups, definitions, by, columns, opened, onOpen }: GroupTableProps) {
  const { t, i18n } = useTranslation(['insights', 'shared']);
  const nameOf = ({ key, name }: Group): string => {
    if (key === 'none' || (by === 'team' && key === '0')) return t('withNone', { context: by });
    const space = { category: 'type', channel: 'channel', segment: 'segment' }[by as string];
    return space ? t(`shared:${space}.${key}`, { defaultValue: name }) : name;
  };
  return (
    <table className="dt ingt">
      <thead>
        <tr>
          <th scope="col">{t(`by.${by}`)}</th>
          {columns.map((measure) => (
            <th key={measure} scope="col" className="r">
              {t(`measure.${measure}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.key}>
            <th scope="row" dir="auto">
              {nameOf(group)}
            </th>
            {columns.map((measure) => {
              const figure = group.figures.find((one) => one.measure === measure);
              const definition = definitions.find((one) => one.measure === measure);
              if (!figure || !definition) return <td key={measure} />;
              const text = figureOf(figure, definition, t, i18n.language);
              const isOpen = opened.measure === measure && opened.group === group.key;
              const tone = isGood(figure, definition) === false ? ' inlow' : '';
              return (
                <td key={measure} className="r" data-label={t(`measure.${measure}`)}>
                  {figure.tickets === 0 ? (
                    <span className="t3">{text}</span>
                  ) : (
                    <button
                      type="button"
                      className={`dr${isOpen ? ' on' : ''}${tone}`}
                      aria-pressed={isOpen}
                      aria-label={t('open', { name: `${nameOf(group)}, ${t(`measure.${measure}`)}`, figure: text, count: figure.tickets })}
                      onClick={() => onOpen(measure, group.key)}
                    >
                      {text}
                    </button>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

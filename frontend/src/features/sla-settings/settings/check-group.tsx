export interface CheckGroupProps<Value extends string | number> {
  legend: string;
  hint?: string;
  values: readonly Value[];
  chosen: readonly Value[];
  labelOf: (value: Value) => string;
  onChange: (chosen: Value[]) => void;
}

/** Any of several values, in the order in which they are offered. */
export function CheckGroup<Value extends string | number>({ legend, hint, values, chosen, labelOf, onChange }: CheckGroupProps<Value>) {
  return (
    <fieldset className="slcg">
      <legend>{legend}</legend>
      {hint ? <p className="hint">{hint}</p> : null}
      <div className="multi">
        {values.map((value) => (
          <label className="opt" key={value}>
            <input
              type="checkbox"
              className="cb"
              checked={chosen.includes(value)}
              onChange={(event) =>
                onChange(values.filter((one) => (one === value ? event.target.checked : chosen.includes(one))))
              }
            />
            <span dir="auto">{labelOf(value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

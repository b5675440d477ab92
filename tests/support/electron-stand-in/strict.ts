/** Whatever is not imitated is an error that names it, not an `undefined` that something goes on with. */
export function strict<T extends object>(name: string, imitation: T): T {
  const QUIET = ['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType']
  return new Proxy(imitation, {
    get: (target, key) => {
      if (typeof key === 'string' && !(key in target) && !QUIET.includes(key))
        throw new Error(`electron stand-in: ${name}.${key} is not imitated`)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' && key !== 'constructor' ? value.bind(target) : value
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  })
}

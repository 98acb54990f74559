// Builds web/static from web/assets and the npm packages: styles, our scripts, the font, the mark, and their licences.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileString } from 'sass'

const assets = 'web/assets'
const made = 'web/static'
const packages = 'node_modules'

rmSync(made, { recursive: true, force: true })
for (const folder of ['', 'fonts', 'scripts']) mkdirSync(join(made, folder), { recursive: true })

// The folder is the registry: every file of `styles` follows the base, in the order of the names.
const parts = readdirSync(join(assets, 'styles')).filter((name) => name.endsWith('.scss')).sort()
const source = [
  readFileSync(join(assets, 'base.scss'), 'utf8'),
  ...parts.map((name) => `@use "${assets}/styles/${name.slice(0, -5)}" as *;`)
].join('\n')
const { css } = compileString(source, { loadPaths: ['.'], style: 'compressed', quietDeps: true })
writeFileSync(join(made, 'app.css'), css)

const font = join(packages, '@fontsource-variable/source-sans-3')
const copies = {
  [join(packages, 'govuk-frontend/dist/govuk/govuk-frontend.min.js')]: 'govuk-frontend.min.js',
  [join(font, 'files/source-sans-3-latin-wght-normal.woff2')]: 'fonts/source-sans-3-latin-wght-normal.woff2',
  [join(font, 'LICENSE')]: 'fonts/source-sans-3.LICENSE.txt',
  [join(assets, 'swan.svg')]: 'swan.svg',
  [join(assets, 'licences.txt')]: 'licences.txt'
}
for (const name of readdirSync(join(assets, 'scripts'))) copies[join(assets, 'scripts', name)] = join('scripts', name)
for (const [from, to] of Object.entries(copies)) copyFileSync(from, join(made, to))

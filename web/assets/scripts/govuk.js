// Focus on error summaries, the guard against double presses and the phone's menu: all that GOV.UK's script is used for.
import { initAll } from '../govuk-frontend.min.js'

initAll()

// native-or-bluebird: promises, for scripts from a time when not every engine had them.
'use strict'
module.exports = Promise

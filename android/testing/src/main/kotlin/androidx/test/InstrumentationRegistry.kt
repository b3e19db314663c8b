// The classes of androidx.test that Robolectric looks for. They come as AARs, which Maven cannot put on a class path, so the few
// calls that Robolectric makes are answered here.
@file:Suppress("unused")

package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

object InstrumentationRegistry {
    private var instrumentation: Instrumentation? = null
    private var arguments: Bundle? = null

    @JvmStatic
    fun getInstrumentation(): Instrumentation = instrumentation ?: error("no instrumentation is registered")

    @JvmStatic
    fun getArguments(): Bundle? = arguments

    @JvmStatic
    fun registerInstance(instrumentation: Instrumentation?, arguments: Bundle?) {
        this.instrumentation = instrumentation
        this.arguments = arguments
    }
}

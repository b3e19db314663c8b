package dev.logi.app.feature.scanner

import android.content.Context
import android.view.SurfaceHolder
import android.view.SurfaceView
import dev.logi.CameraScanner
import dev.logi.ScannerState
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** What the camera sees, and the library's scanner behind it. The camera is open only while codes are looked for. */
internal class CameraView(context: Context, private val send: (ScanEvent) -> Unit) : SurfaceView(context), SurfaceHolder.Callback {
    private val scanner = CameraScanner(context.applicationContext)
    private val watching = CoroutineScope(SupervisorJob() + context.mainExecutor.asCoroutineDispatcher())
    private var hasSurface = false
    private var wanted: ScanState.Searching? = null

    init {
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_NO
        setSecure(true)
        holder.addCallback(this)
        watching.launch { scanner.codes.collect { texts -> send(ScanEvent.Seen(texts)) } }
        watching.launch { scanner.hasTorch.collect { isThere -> send(ScanEvent.TorchFound(isThere)) } }
        watching.launch {
            scanner.state.collect { state ->
                if (state is ScannerState.Unavailable || state == ScannerState.NeedsPermission) send(ScanEvent.CameraFailed)
            }
        }
    }

    /** Looks for codes as [state] says; null gives the camera back. */
    fun look(state: ScanState.Searching?) {
        wanted = state
        if (state == null) return scanner.stop()
        if (hasSurface) scanner.start(holder.surface)
        scanner.torch(state.torch == Torch.ON)
    }

    /** Ends the scanner's thread. */
    fun close() {
        watching.cancel()
        scanner.close()
    }

    override fun surfaceCreated(holder: SurfaceHolder) {
        holder.setFixedSize(LONG, SHORT)
    }

    override fun surfaceChanged(holder: SurfaceHolder, format: Int, width: Int, height: Int) {
        hasSurface = true
        if (wanted != null) scanner.start(holder.surface)
    }

    override fun surfaceDestroyed(holder: SurfaceHolder) {
        hasSurface = false
        scanner.stop()
    }

    private companion object {
        /** The size of frames that the scanner asks the camera for. */
        const val LONG = 1280
        const val SHORT = 720
    }
}

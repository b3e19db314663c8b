package dev.logi

import android.Manifest
import android.annotation.SuppressLint
import android.content.Context
import android.content.pm.PackageManager
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import dev.logi.core.FrameLayout
import dev.logi.core.FrameReading
import dev.logi.core.FrameScanner
import dev.logi.core.InternalException
import dev.logi.core.ScannerException
import java.util.concurrent.Executor
import kotlin.math.abs
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asSharedFlow
import kotlinx.coroutines.flow.asStateFlow

/**
 * Reads codes from the phone's back camera, on a thread of its own, until it is stopped.
 *
 * Frames are handed to the core where the camera wrote them, and never queue up: while one is read, the camera keeps the newest and
 * drops the others. An app starts it when its screen becomes visible, stops it when the screen is left, and closes it at the end.
 */
public class CameraScanner(private val context: Context) : AutoCloseable {
    private val thread = HandlerThread("logi-camera").apply { start() }
    private val handler = Handler(thread.looper)

    /** The scanner's thread; where it has ended, that of the caller: a camera that opens too late is given back all the same. */
    private val executor = Executor { work -> if (!handler.post(work)) work.run() }
    private val states = MutableStateFlow<ScannerState>(ScannerState.Stopped)
    private val readings = MutableSharedFlow<List<String>>(extraBufferCapacity = 1, onBufferOverflow = BufferOverflow.DROP_OLDEST)
    private val core = FrameScanner()
    private val torches = MutableStateFlow(false)
    private var use: CameraUse? = null

    /** Where it stands. */
    public val state: StateFlow<ScannerState> = states.asStateFlow()

    /** The texts of all codes in one frame, as often as a frame shows some. One that nobody collects in time is replaced. */
    public val codes: SharedFlow<List<String>> = readings.asSharedFlow()

    /** Whether the camera in use has a light ([torch]). */
    public val hasTorch: StateFlow<Boolean> = torches.asStateFlow()

    /** Opens the camera, which also draws onto [preview] where one is given. Once started, calling it again does nothing. */
    public fun start(preview: Surface? = null) {
        handler.post { if (use == null) open(preview) }
    }

    /** Switches the camera's light. Without a camera in use, or without a light, nothing happens. */
    public fun torch(on: Boolean) {
        handler.post { if (torches.value) use?.torch(on) }
    }

    /** Gives the camera back. */
    public fun stop() {
        handler.post { end(ScannerState.Stopped) }
    }

    /** Stops, and ends the thread. It cannot be started again. */
    override fun close() {
        handler.post {
            end(ScannerState.Stopped)
            core.close()
        }
        thread.quitSafely()
    }

    private fun open(preview: Surface?) {
        if (context.checkSelfPermission(Manifest.permission.CAMERA) != PackageManager.PERMISSION_GRANTED) {
            return end(ScannerState.NeedsPermission)
        }
        states.value = ScannerState.Starting
        val manager = context.getSystemService(CameraManager::class.java)
        try {
            val id = backCameraOf(manager) ?: return end(ScannerState.Unavailable(CameraFault.NONE))
            val opened = CameraUse(manager.getCameraCharacteristics(id), preview)
            use = opened
            openCamera(manager, id, opened)
        } catch (error: CameraAccessException) {
            end(ScannerState.Unavailable(faultOf(error.reason)))
        } catch (_: SecurityException) {
            end(ScannerState.NeedsPermission)
        } catch (_: IllegalArgumentException) {
            end(ScannerState.Unavailable(CameraFault.FAILED))
        }
    }

    @SuppressLint("MissingPermission")
    private fun openCamera(manager: CameraManager, id: String, opened: CameraUse) {
        manager.openCamera(id, executor, opened.callback)
    }

    private fun end(next: ScannerState) {
        use?.close()
        use = null
        torches.value = false
        states.value = next
    }

    /** Reads one frame, which stands upright when it is turned clockwise by [rotation], and gives it back to the camera. */
    internal fun take(frame: Image, rotation: Int): Unit = frame.use {
        val luma = frame.planes[0]
        val layout = FrameLayout(frame.width.toUInt(), frame.height.toUInt(), luma.rowStride.toUInt(), rotation)
        try {
            val reading = core.read(luma.buffer, layout)
            if (reading is FrameReading.Codes) reading.seen.use { readings.tryEmit(it.reveal()) }
        } catch (_: ScannerException) {
            end(ScannerState.Unavailable(CameraFault.FAILED))
        } catch (_: InternalException) {
            end(ScannerState.Unavailable(CameraFault.FAILED))
        }
    }

    /** One opened camera, and what hangs on it. Everything happens on the scanner's thread. */
    private inner class CameraUse(characteristics: CameraCharacteristics, private val preview: Surface?) {
        private val hasLight = characteristics.get(CameraCharacteristics.FLASH_INFO_AVAILABLE) == true
        private val rotation = characteristics.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0
        private val frames = frameSizeOf(characteristics).let { ImageReader.newInstance(it.width, it.height, ImageFormat.YUV_420_888, 2) }
        private var device: CameraDevice? = null
        private var running: Pair<CameraCaptureSession, CaptureRequest.Builder>? = null

        val callback = object : CameraDevice.StateCallback() {
            override fun onOpened(camera: CameraDevice) {
                device = camera
                if (use === this@CameraUse) orFail { configure(camera) } else camera.close()
            }

            override fun onDisconnected(camera: CameraDevice) = fail(CameraFault.IN_USE)

            override fun onError(camera: CameraDevice, error: Int) = fail(
                when (error) {
                    ERROR_CAMERA_IN_USE, ERROR_MAX_CAMERAS_IN_USE -> CameraFault.IN_USE
                    ERROR_CAMERA_DISABLED -> CameraFault.DISABLED
                    else -> CameraFault.FAILED
                },
            )
        }

        init {
            frames.setOnImageAvailableListener({ reader -> reader.acquireLatestImage()?.let { take(it, rotation) } }, handler)
        }

        private fun configure(camera: CameraDevice) {
            val outputs = listOfNotNull(frames.surface, preview)
            val configured = object : CameraCaptureSession.StateCallback() {
                override fun onConfigured(session: CameraCaptureSession) = orFail { repeat(camera, session, outputs) }

                override fun onConfigureFailed(session: CameraCaptureSession) = fail(CameraFault.FAILED)
            }
            camera.createCaptureSession(
                SessionConfiguration(SessionConfiguration.SESSION_REGULAR, outputs.map(::OutputConfiguration), executor, configured),
            )
        }

        private fun repeat(camera: CameraDevice, session: CameraCaptureSession, outputs: List<Surface>) {
            if (use !== this) return
            val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
            outputs.forEach(request::addTarget)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            session.setRepeatingRequest(request.build(), null, handler)
            running = session to request
            torches.value = hasLight
            states.value = ScannerState.Running
        }

        fun torch(on: Boolean) {
            val (session, request) = running ?: return
            request.set(CaptureRequest.FLASH_MODE, if (on) CaptureRequest.FLASH_MODE_TORCH else CaptureRequest.FLASH_MODE_OFF)
            orFail { session.setRepeatingRequest(request.build(), null, handler) }
        }

        private fun orFail(work: () -> Unit) {
            try {
                work()
            } catch (error: CameraAccessException) {
                fail(faultOf(error.reason))
            } catch (_: IllegalStateException) {
                fail(CameraFault.FAILED)
            } catch (_: IllegalArgumentException) {
                // A preview that is gone already.
                fail(CameraFault.FAILED)
            }
        }

        private fun fail(fault: CameraFault) {
            if (use === this) end(ScannerState.Unavailable(fault)) else close()
        }

        fun close() {
            running = null
            device?.close()
            device = null
            frames.close()
        }
    }
}

/** Enough for a code that fills a fifth of the picture; more only costs time. */
private val WANTED = Size(1280, 720)

private fun frameSizeOf(characteristics: CameraCharacteristics): Size {
    val sizes = characteristics.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)?.getOutputSizes(ImageFormat.YUV_420_888)
    return sizes?.minByOrNull { abs(it.width * it.height - WANTED.width * WANTED.height) } ?: WANTED
}

private fun backCameraOf(manager: CameraManager): String? {
    val ids = manager.cameraIdList
    val isBack = { id: String -> manager.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK }
    return ids.firstOrNull(isBack) ?: ids.firstOrNull()
}

private fun faultOf(reason: Int): CameraFault =
    when (reason) {
        CameraAccessException.CAMERA_DISABLED -> CameraFault.DISABLED
        CameraAccessException.CAMERA_IN_USE, CameraAccessException.MAX_CAMERAS_IN_USE -> CameraFault.IN_USE
        else -> CameraFault.FAILED
    }
